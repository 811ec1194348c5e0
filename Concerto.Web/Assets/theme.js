// Loaded before anything is drawn, so that a chosen theme does not flash. The choice is made in theme-switch.js.
{
  const chosen = localStorage.getItem('concerto.theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
}
