// On a phone, parts that can wait start folded; without this script everything is open and a tap folds it.
const fold = () => {
  if (!window.matchMedia("(max-width: 47.99rem)").matches) return;
  for (const part of document.querySelectorAll("details[data-fold-narrow]")) {
    if (!part.querySelector(":target")) part.open = false;
  }
};
fold();
