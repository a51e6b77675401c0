// Pick rows: the words of the chosen step beside the legend; "None of these" clears the others, and they clear it.
document.addEventListener("change", ({ target }) => {
  const row = target.closest("[data-pick]");
  if (!row) return;
  if (target.dataset.words) row.querySelector("[data-says]").textContent = target.dataset.words;
  if (target.type !== "checkbox" || !target.checked) return;
  const none = "none" in target.dataset;
  for (const other of row.querySelectorAll("input")) {
    if (other !== target && (none || "none" in other.dataset)) other.checked = false;
  }
});
