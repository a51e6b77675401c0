// The board stays live: one stream tells that something was kept, and the parts are fetched anew, whole.
// Nothing can be missing after a lost connection: what is fetched is always the present state.
import { keeping_focus } from "./focus.js";

const board = document.querySelector("[data-board]");
const QUIET = 3_000; // the server speaks every second; after this long the page asks by itself
const BEAT = 60_000; // without a word from the server for this long, nothing on the page may look live
let heard = Date.now();
let after = board.dataset.after;
let busy = false;
let again = false;

async function fresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(board.dataset.liveAt, { signal: AbortSignal.timeout(5_000) });
    if (answer.redirected || answer.status === 403) { location.reload(); return; }
    if (answer.ok) {
      const text = await answer.text();
      keeping_focus(() => { board.innerHTML = text; });
      heard = Date.now();
    }
  } catch { /* the stream comes back, and asks again */ }
  busy = false;
  if (again) { again = false; fresh(); }
}

function listen() {
  const stream = new EventSource(`${board.dataset.stream}?after=${after}`);
  stream.addEventListener("kept", ({ lastEventId }) => { after = lastEventId; fresh(); });
  stream.addEventListener("beat", () => { heard = Date.now(); document.body.classList.remove("is-stale"); });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => { listen(); fresh(); }, 1_000);
  });
}

listen();
setInterval(() => { if (Date.now() - heard > QUIET) fresh(); }, QUIET);
setInterval(fresh, 20_000); // minutes and *due* move on by themselves
setInterval(() => {
  const stale = Date.now() - heard > BEAT;
  document.body.classList.toggle("is-stale", stale);
  const sync = board.querySelector("[data-sync]");
  if (stale && sync) { sync.classList.add("sync-stale"); sync.lastElementChild.textContent = "No word from the server"; }
}, 1_000);
