// The room: every tap is an entry with an id and a time of its own. It is kept on this tablet until the server has it.
import { Entries } from "./entries.js";
import { keeping_focus } from "./focus.js";
import { emptied, set, untouched } from "./readings.js";

const room = document.querySelector("[data-room]");
const offset = Date.parse(room.dataset.now) - Date.now(); // the server's clock, carried on by this tablet
const now = () => new Date(Date.now() + offset);
const words = (at) => document.querySelector("[data-clock]").textContent || at.toISOString().slice(11, 16);
const sync = document.querySelector("[data-sync]");
const offline = document.querySelector("[data-offline]");
const refused = document.querySelector("[data-refused]");
const QUIET = 3_000; // the server speaks every second; after this long the page asks by itself
const AGED = 5_000; // a page younger than this is not opened anew once more
const opened = Date.now();
let after = room.dataset.after;
let heard = Date.now();

const entries = new Entries(`openkap-entries-${room.dataset.room}`, room.dataset.keep, {
  waiting(count, since) {
    sync.lastElementChild.textContent = count ? `${count} not sent` : "All saved";
    sync.classList.toggle("sync-stale", count > 0);
    if (count && since) {
      offline.querySelector("[data-since]").textContent = words(since);
      offline.querySelector("[data-kept]").textContent =
        `${count} ${count === 1 ? "entry is" : "entries are"} kept on this tablet and will be sent. Carry on.`;
    }
    offline.hidden = !(count && since);
  },
  refused(why) {
    refused.querySelector("[data-words]").textContent = why;
    refused.hidden = false;
  },
  kept() { fresh(); },
  stale() { if (Date.now() - opened > AGED) location.reload(); }, // what is kept here is sent from the new page
});

const record = (fields) => entries.add({ ...fields, at: now().toISOString() }, now());
refused.querySelector("[data-close]").addEventListener("click", () => { refused.hidden = true; });

function panel(name) {
  const due = document.querySelector("#due");
  for (const part of due.querySelectorAll(".panel")) {
    part.hidden = name ? part.dataset.panelOf !== name : !("panelHome" in part.dataset);
  }
}

document.addEventListener("click", ({ target }) => {
  const tapped = target.closest("button");
  if (!tapped) return;
  const { entry, panel: opened, symptom, medicine, handover } = tapped.dataset;
  if (entry) record(JSON.parse(entry));
  if (opened) panel(opened);
  if (symptom) { record({ type: "symptom", symptom }); panel(null); }
  if (medicine) { record({ type: "medicine", medicine, amount: "as ordered" }); panel(null); }
  if (handover) { record({ type: "hand-over", to: handover }); panel(null); }
  if ("back" in tapped.dataset) panel(null);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.dose) {
    event.preventDefault();
    const lot = new FormData(form).get("lot");
    if (!lot) { entries.tell.refused("Choose the lot first, as it stands on the package. Then tap again."); return; }
    const over = form.dataset.over ? { over_min: Number(form.dataset.over) } : {};
    record({ type: form.dataset.dose, amount_mg: Number(form.dataset.amount), lot, ...over });
  } else if ("observe" in form.dataset) {
    event.preventDefault();
    observe(form);
  }
});

function observe(form) {
  if (untouched(form)) { entries.tell.refused("Nothing is set yet. Tap a value, then record."); return; }
  record({ type: "observation", values: set(form) });
  emptied(form);
}

// The chart is drawn by the server for the place that it has here, so that its letters are never scaled.
const across = matchMedia("(min-width: 64rem)"); // the room fits the screen: the chart takes what is left of its height
const PLAIN = 380;
function place_of_chart() {
  const figure = document.querySelector("#live-chart");
  const style = getComputedStyle(figure);
  const pad = (a, b) => parseFloat(style[a]) + parseFloat(style[b]);
  const head = figure.querySelector("figcaption").getBoundingClientRect().height + 4;
  const width = Math.floor(figure.clientWidth - pad("paddingLeft", "paddingRight"));
  const left = Math.floor(figure.clientHeight - pad("paddingTop", "paddingBottom") - head);
  return `width=${width}&height=${across.matches ? left : PLAIN}`;
}

// What changes by itself: the stream says *look again*, and the parts are fetched whole.
let drawn = "";
let busy = false;
let again = false;
async function fresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    drawn = place_of_chart();
    const answer = await fetch(`${room.dataset.liveAt}?${drawn}`, { signal: AbortSignal.timeout(5_000) });
    if (answer.redirected || answer.status === 404) { location.reload(); return; }
    if (answer.ok) {
      const text = await answer.text();
      keeping_focus(() => place(text));
      heard = Date.now();
    }
  } catch { /* the stream comes back, and asks again */ }
  busy = false;
  if (again) { again = false; fresh(); }
}

function place(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  for (const part of parts.querySelectorAll("[data-live]")) {
    const here = document.getElementById(part.id);
    if (!here || here.innerHTML === part.innerHTML) continue;
    const { scrollTop } = here;
    here.replaceWith(document.adoptNode(part));
    part.scrollTop = scrollTop;
  }
  show_present();
  const due = parts.querySelector("#due");
  const held = document.querySelector("#due");
  const touched = held.querySelector("input:checked, .panel:not([data-panel-home]):not([hidden])")
    || ![...held.querySelectorAll("[data-observe]")].every(untouched);
  if (due && !touched && held.dataset.key !== due.dataset.key) held.replaceWith(document.adoptNode(due));
  tick();
}

// The row that is due stays in sight; whoever scrolled away is not pulled back until another one is due.
let present = "";
function show_present() {
  const slots = document.querySelector("#live-slots");
  const row = slots.querySelector(".slot-late, .slot-due");
  if (!row || row.textContent === present || slots.scrollHeight <= slots.clientHeight) return;
  present = row.textContent;
  slots.scrollTop = row.offsetTop - slots.offsetTop - slots.clientHeight / 3;
}

function listen() {
  const stream = new EventSource(`${room.dataset.stream}?after=${after}`);
  stream.addEventListener("kept", ({ lastEventId }) => { after = lastEventId; fresh(); });
  stream.addEventListener("beat", () => { heard = Date.now(); entries.flush(); });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => { listen(); fresh(); }, 1_000);
  });
}

function tick() {
  for (const part of document.querySelectorAll("[data-minutes-since]")) {
    const minutes = String(Math.floor((now() - Date.parse(part.dataset.minutesSince)) / 60_000));
    if (part.textContent !== minutes) part.textContent = minutes;
  }
  for (const part of document.querySelectorAll("[data-now-words]")) part.textContent = words(now());
  for (const part of document.querySelectorAll("[data-empty]")) {
    const empty = [...part.closest("form").querySelectorAll(".stepper.is-empty .st-l")].map((l) => l.textContent);
    part.textContent = empty.length ? `still empty: ${empty.join(", ")}` : "";
  }
}

listen();
tick();
fresh();
show_present();
new ResizeObserver(() => { if (place_of_chart() !== drawn) fresh(); }).observe(room);
entries.flush();
setInterval(tick, 1_000);
setInterval(() => { if (Date.now() - heard > QUIET) fresh(); }, QUIET);
setInterval(fresh, 20_000);
