// One question at a time. Every tap is kept on this phone until the clinic has it, sent, and sent again when it failed.
// Help opens on the tap itself: it stands in the page already and needs no network.

const form = document.querySelector("[data-answering]");
const status = document.querySelector(".saved");
const help = document.querySelector("[data-help]");
const sections = [...form.querySelectorAll("[data-question]")];
const chosen = new Map(); // item to value, of this sitting only
const SHELF = `openkap.unsent.${form.dataset.response}`;
let here = sections.findIndex((section) => !section.hidden);
let sending = false;
let leaving = false; // the last question is answered: go on as soon as nothing is left to send
let wait = 1000;
let timer = 0;

const shelf = {
  memory: [],
  read() {
    try { return JSON.parse(localStorage.getItem(SHELF) ?? "[]"); } catch { return this.memory; }
  },
  write(taps) {
    this.memory = taps;
    try {
      if (taps.length) localStorage.setItem(SHELF, JSON.stringify(taps));
      else localStorage.removeItem(SHELF);
    } catch { /* a private window may refuse: the page itself keeps them while it is open */ }
  },
};

function say(word) {
  if (status.dataset.state === word) return;
  status.dataset.state = word;
  status.replaceChildren(document.querySelector(`template[data-word="${word}"]`).content.cloneNode(true));
}

function tell(words) {
  const told = help.querySelector("[data-told]");
  told.querySelector("[data-told-words]").textContent = words;
  told.hidden = !words;
}

async function send() {
  const taps = shelf.read();
  if (!taps.length || sending) return;
  sending = true;
  clearTimeout(timer);
  say("saving");
  let outcome = "unsent";
  try {
    const answer = await fetch(form.dataset.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Proof": form.elements.proof.value },
      body: JSON.stringify({ response: form.dataset.response, answers: taps }),
    });
    const said = await answer.json();
    if (said.saved) {
      const sent = new Set(taps.map((tap) => tap.id));
      shelf.write(shelf.read().filter((tap) => !sent.has(tap.id)));
      if (!help.hidden) tell(said.told);
      outcome = "saved";
      wait = 1000;
    } else {
      outcome = { paused: "paused", ended: "ended" }[said.why] ?? "unsent";
    }
  } catch { /* no network: it stays on the shelf */ }
  sending = false;
  say(outcome);
  if (outcome === "saved") {
    if (shelf.read().length) send();
    else if (leaving) goOn();
  } else {
    timer = setTimeout(send, wait);
    wait = Math.min(wait * 2, 30000);
  }
}

function tapped(section, input) {
  if (!input.value || !input.validity.valid) return; // a number that is not whole, or out of range, is no answer
  const value = Number(input.value);
  chosen.set(section.dataset.id, value);
  const id = crypto.randomUUID?.() ?? makeId();
  shelf.write([...shelf.read(), { id, item: section.dataset.id, value, at: Date.now() }]);
  const from = section.dataset.helpFrom;
  help.hidden = from === undefined || value < Number(from);
  if (!help.hidden) input.closest("label").scrollIntoView({ block: "start" });
  send();
}

function makeId() { // crypto.randomUUID is missing where the page has no TLS
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function isPut(section) {
  if (section.dataset.onlyIf === undefined) return true;
  return section.dataset.onlyIf.split(" ").some((item) => (chosen.get(item) ?? -1) >= Number(section.dataset.onlyFrom));
}

function step(by) {
  let next = here + by;
  while (sections[next] && !isPut(sections[next])) next += by;
  if (next < 0) return;
  leaving = false;
  if (!sections[next]) { leave(); return; }
  sections[here].hidden = true;
  here = next;
  const section = sections[here];
  section.hidden = false;
  help.hidden = true;
  form.elements.at.value = section.dataset.question;
  form.querySelector("[data-back]").hidden = here === 0;
  form.querySelector("[data-again]").hidden = by > 0;
  const words = `Question ${section.dataset.question} of ${form.dataset.total}`;
  document.querySelector(".ph-prog strong").textContent = words;
  document.querySelector("[data-here]").textContent = section.dataset.question;
  document.title = document.title.replace(/^Question \d+ of \d+/, words);
  const done = (100 * here) / Number(form.dataset.total);
  document.querySelector(".pg-run").setAttribute("d", `M0 1H${done}`);
  section.focus();
  window.scrollTo(0, 0);
}

function leave() {
  leaving = true;
  if (shelf.read().length) send();
  else goOn();
}

function goOn() {
  location.assign(`${form.getAttribute("action")}?at=${Number(form.dataset.total) + 1}`);
}

form.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (section) tapped(section, event.target);
});
form.addEventListener("submit", (event) => { event.preventDefault(); step(1); });
form.querySelector("[data-back]").addEventListener("click", (event) => { event.preventDefault(); step(-1); });
window.addEventListener("online", () => { wait = 1000; send(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
for (const input of form.querySelectorAll("[data-question] input:checked")) { // tapped before this script ran
  tapped(input.closest("[data-question]"), input);
}
send();
