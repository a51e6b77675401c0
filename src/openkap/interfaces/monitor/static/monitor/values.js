// Values on the pages beside the room: sent as entries, kept on this tablet until the server has them.
import { Entries } from "./entries.js";
import { emptied, set, untouched } from "./readings.js";

const form = document.querySelector("[data-values]");
const offset = Date.parse(form.dataset.now) - Date.now(); // the server's clock, carried on by this tablet
const said = form.querySelector("[data-said]");
const entries = new Entries(`openkap-entries-${form.dataset.room}`, form.dataset.keep, {
  waiting(count, since) { if (count && since) said.textContent = `Not connected: ${count} kept on this tablet, will be sent.`; },
  refused(why) { said.textContent = why; },
  stale() { said.textContent = "You are signed out, or signed in anew. Open this page again: the values are kept on this tablet."; },
  kept() { if (untouched(form)) location.reload(); }, // the next values are already being typed: they stay
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (untouched(form)) { said.textContent = "Nothing is set yet. Tap a value, then record."; return; }
  const now = new Date(Date.now() + offset);
  entries.add({ type: form.dataset.values, values: set(form), at: now.toISOString() }, now);
  emptied(form);
});
