// The strip "Not connected since 14:43". A page that keeps entries itself writes their number into [data-kept].
const strip = document.querySelector("[data-offline]");
if (strip) {
  const lost = () => {
    if (!strip.hidden) return;
    const now = new Date();
    strip.querySelector("[data-since]").textContent =
      `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    strip.hidden = false;
  };
  const back = () => { strip.hidden = true; };
  addEventListener("offline", lost);
  addEventListener("online", back);
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:afterOnLoad", back);
  if (!navigator.onLine) lost();
}
