// The clock at the top right: the server's time in the site's zone, carried on by this device. It never flashes.
for (const clock of document.querySelectorAll("[data-clock]")) {
  const offset = Date.parse(clock.dateTime) - Date.now();
  const format = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.zone || "UTC",
  });
  const show = () => {
    const now = new Date(Date.now() + offset);
    const words = format.format(now);
    if (clock.textContent !== words) {
      clock.textContent = words;
      clock.dateTime = now.toISOString();
    }
  };
  show();
  setInterval(show, 1000);
}
