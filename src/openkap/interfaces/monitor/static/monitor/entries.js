// Entries on their way: written to this tablet first, sent in order, sent again until the server has them.
// An id is made once, so sending again is harmless. What the server refuses is shown in its words and not sent again.
const AGAIN = 3_000;

export class Entries {
  constructor(key, address, tell) {
    this.key = key;
    this.address = address;
    this.tell = tell;
    this.since = null;
    this.sending = false;
    addEventListener("online", () => this.flush());
    this.tell.waiting(this.kept().length, this.since);
  }

  kept() {
    return JSON.parse(localStorage.getItem(this.key) || "[]");
  }

  add(entry, at) {
    const whole = { id: identity(), written_at: at.toISOString(), ...entry };
    localStorage.setItem(this.key, JSON.stringify([...this.kept(), whole]));
    this.flush();
  }

  drop(id) {
    localStorage.setItem(this.key, JSON.stringify(this.kept().filter((e) => e.id !== id)));
  }

  async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let [next] = this.kept(); next; [next] = this.kept()) await this.send(next);
      this.since = null;
    } catch {
      this.since ||= new Date();
      setTimeout(() => this.flush(), AGAIN);
    }
    this.sending = false;
    this.tell.waiting(this.kept().length, this.since);
  }

  async send(entry) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(entry),
    });
    const ours = answer.headers.get("Content-Type")?.includes("json") && !answer.redirected;
    if (answer.ok && ours) { // a page for signing in is no receipt
      this.drop(entry.id);
      this.tell.kept(entry);
    } else if ([400, 403, 409].includes(answer.status) && ours) {
      this.drop(entry.id);
      this.tell.refused((await answer.json()).refused);
    } else {
      if (answer.redirected || answer.status === 403) this.tell.stale(); // signed out, or signed in anew since
      throw new Error(String(answer.status));
    }
  }
}

function identity() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
