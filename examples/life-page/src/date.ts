// Historical dates in words that keep their doubts.
import type { WhenFragment } from './made/life.js';

/** `about 1911`, `1879 or later`: as far as EDTF's commoner forms go, and the notation itself beyond them. */
function words(edtf: string): string {
  const [from, to, ...more] = edtf.split('/');
  if (from !== undefined && to !== undefined && more.length === 0) {
    if (to === '' || to === '..') return `from ${words(from)}`;
    if (from === '' || from === '..') return `until ${words(to)}`;
    return `from ${words(from)} to ${words(to)}`;
  }
  const date = /^(-?\d{4}(?:-\d\d){0,2})([?~%]?)$/.exec(edtf);
  if (!date) return edtf;
  const [, plain = '', doubt = ''] = date;
  return { '': plain, '?': `perhaps ${plain}`, '~': `about ${plain}`, '%': `perhaps about ${plain}` }[doubt] ?? edtf;
}

/** A date as the source gives it, and in today's calendar where that is another. */
export function when(date: WhenFragment | null): string {
  if (!date) return 'undated';
  const told = date.text ?? (date.edtf === null ? 'undated' : words(date.edtf));
  const isOld = date.calendar === 'JULIAN' && date.gregorian !== null;
  return isOld ? `${told} (${words(date.gregorian ?? '')} in today’s calendar)` : told;
}

/** Between which days it lies, where the date is no single day. */
export function bounds(date: WhenFragment | null): string | null {
  if (!date || (date.earliest === null && date.latest === null) || date.earliest === date.latest) return null;
  return `${date.earliest ?? '…'} – ${date.latest ?? '…'}`;
}
