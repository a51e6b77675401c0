// Where the pages or tabs scroll sideways, the one that is open starts in sight.
for (const link of document.querySelectorAll(".nav [aria-current], .tabs [aria-current], .seg [aria-current]")) {
  const row = link.closest("nav, .seg");
  row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}
