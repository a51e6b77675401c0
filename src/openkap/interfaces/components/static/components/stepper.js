// Steppers: a number by taps. The last value is only shown; the first tap starts from it. An odd value asks once.
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

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-by]")) {
    button.addEventListener("click", () => {
      const start = field.value === "" ? Number(stepper.dataset.last || NaN) : Number(field.value);
      if (!Number.isFinite(start)) { field.inputMode = "numeric"; field.focus(); return; }
      show(stepper, field.value === "" ? start : start + Number(button.dataset.by));
    });
  }
  field.addEventListener("pointerdown", () => { field.inputMode = "numeric"; });
  field.addEventListener("change", () => {
    const value = Number(field.value);
    if (field.value === "" || !Number.isFinite(value)) { field.value = ""; stepper.classList.add("is-empty"); } else { show(stepper, value); }
  });
}
