// "Leave quickly" replaces this page, so that the browser's Back does not return to it.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });
}
