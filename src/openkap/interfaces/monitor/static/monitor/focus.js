// Parts are put in place anew while somebody works with the keyboard: the focus stays where it was.
const STOPS = "a[href], button, input, select, summary, [tabindex]";

export function keeping_focus(change) {
  const held = document.activeElement;
  const part = held?.closest("[data-live], #due, [data-board]");
  const key = part?.id || (part && "data-board");
  const at = part ? [...part.querySelectorAll(STOPS)].indexOf(held) : -1;
  change();
  if (!part || document.contains(held)) return;
  const now = document.getElementById(key) || document.querySelector("[data-board]");
  if (!now) return;
  const stops = now.querySelectorAll(STOPS);
  const next = at < 0 ? now : [...stops].find((s) => s.outerHTML === held.outerHTML) || stops[Math.min(at, stops.length - 1)];
  next?.focus({ preventScroll: true });
}
