// Fills in the zone that the browser is in, where a form would like to know it: for pages that have no other scripts.
for (const field of document.querySelectorAll('[data-time-zone]')) field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
