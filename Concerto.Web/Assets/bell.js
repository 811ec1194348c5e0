// The bell in the header: how much there is that one has not seen. It stays while pages come and go, and the stream of whichever is open says what it shows.

/**
 * Shows it.
 * @param {{count: number, said: string}} unread
 * @returns {number} What it showed before.
 */
export function showUnread({ count, said }) {
  const bell = document.getElementById('bell');
  if (!bell) return count;
  const before = Number(bell.dataset.unread);
  bell.dataset.unread = count;
  bell.setAttribute('aria-label', count ? `Notifications, ${said} unread` : 'Notifications');
  const shown = bell.querySelector('.bell-count');
  shown.textContent = said;
  shown.hidden = count === 0;
  return before;
}
