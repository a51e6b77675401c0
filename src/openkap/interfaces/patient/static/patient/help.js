// "I need help now" opens the help that stands in the page: no network is needed. Without script the link leads there.

const panel = document.querySelector("[data-help]");

document.querySelector("[data-need-help]")?.addEventListener("click", (event) => {
  if (!panel) return;
  event.preventDefault();
  panel.hidden = false;
  panel.scrollIntoView({ block: "start" });
});
