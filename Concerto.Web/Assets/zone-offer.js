// The browser knows where one lives: where a time zone is asked for, it is offered.
import htmx from 'htmx.org';

htmx.onLoad(() => {
  for (const offer of document.querySelectorAll('[data-zone-offer]')) {
    const field = document.querySelector(offer.dataset.zoneOffer);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || !field) continue;
    const show = () => (offer.hidden = field.value === zone);
    offer.querySelector('b').textContent = zone;
    offer.querySelector('button').onclick = () => {
      field.value = zone;
      show();
      field.focus();
    };
    field.addEventListener('input', show);
    show();
  }
});
