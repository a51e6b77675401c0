// Steppers: a number by taps. The last value is only shown; the first tap starts from it. An odd value asks once.
// It listens on the document, so that a card which is fetched anew works without being bound again.
const ODD = 40; // a jump this large from the last value is asked about, never refused

function show(stepper, value) {
  const field = stepper.querySelector("input");
  const last = Number(stepper.dataset.last || NaN);
  const ask = stepper.querySelector(".st-ask");
  field.value = String(value);
  stepper.classList.remove("is-empty");
  const odd = Number.isFinite(last) && Math.abs(value - last) >= Number(stepper.dataset.odd || ODD);
  stepper.classList.toggle("is-odd", odd);
  ask.hidden = !odd;
  ask.textContent = odd ? `${value}? Last was ${last}.` : "";
  stepper.dispatchEvent(new CustomEvent("stepper:set", { bubbles: true, detail: { name: field.name, value } }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-stepper] [data-by]");
  if (!button) return;
  const stepper = button.closest("[data-stepper]");
  const field = stepper.querySelector("input");
  const start = field.value === "" ? Number(stepper.dataset.last || NaN) : Number(field.value);
  if (!Number.isFinite(start)) { field.inputMode = "numeric"; field.focus(); return; }
  show(stepper, field.value === "" ? start : start + Number(button.dataset.by));
});
document.addEventListener("pointerdown", ({ target }) => {
  if (target.matches("[data-stepper] input")) target.inputMode = "numeric";
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-stepper] input")) return;
  const stepper = target.closest("[data-stepper]");
  const value = Number(target.value);
  if (target.value === "" || !Number.isFinite(value)) { target.value = ""; stepper.classList.add("is-empty"); } else { show(stepper, value); }
});
