// Tick every box of one kind at once; without this script each is ticked by itself.
for (const button of document.querySelectorAll("[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.closest("details").querySelectorAll("input[type=checkbox]")) box.checked = true;
  });
}
