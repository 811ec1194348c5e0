// The server says times in UTC; here they are said as people do, in the zone of this browser. Mirrors RelativeTimeTagHelper.
import htmx from 'htmx.org';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const dateWithYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' });

const startOfDay = when => new Date(when.getFullYear(), when.getMonth(), when.getDate());

/** “just now”, “5 minutes ago”, “today, 21:40”, “yesterday, 21:40”, “Tuesday, 21:40”, “3 May”, “3 May 2025”. */
export function said(when, now = new Date()) {
  const seconds = (now - when) / 1000, days = Math.round((startOfDay(now) - startOfDay(when)) / 86400000);
  if (seconds >= -60 && seconds < 60) return 'just now';
  if (seconds >= 0 && seconds < 3600) return Math.floor(seconds / 60) === 1 ? '1 minute ago' : `${Math.floor(seconds / 60)} minutes ago`;
  if (days === 0) return `today, ${clock.format(when)}`;
  if (days === 1) return `yesterday, ${clock.format(when)}`;
  if (days > 1 && days < 7) return `${weekday.format(when)}, ${clock.format(when)}`;
  return (when.getFullYear() === now.getFullYear() ? date : dateWithYear).format(when);
}

const show = root => {
  for (const time of root.querySelectorAll('time[data-relative]')) {
    const when = new Date(time.dateTime);
    time.textContent = said(when);
    time.title = exact.format(when);
  }
};
htmx.onLoad(root => show(root));
setInterval(() => document.hidden || show(document), 60_000);
