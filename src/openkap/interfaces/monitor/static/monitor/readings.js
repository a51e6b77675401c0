// What somebody has set in a form of values. A number still being typed counts: it is not taken away by a page that is fetched anew.
export function set(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && name !== "csrfmiddlewaretoken") values[name] = Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return values;
}

export const untouched = (form) => Object.keys(set(form)).length === 0;

export function emptied(form) {
  form.reset();
  for (const stepper of form.querySelectorAll("[data-stepper]")) stepper.classList.add("is-empty");
}
