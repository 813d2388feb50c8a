// A life as HTML: who it was, what happened and who says so, and where the documents speak of it.
import { bounds, when } from './date.js';
import type { HappeningFragment, LifeQuery, SourceFragment } from './made/life.js';

export type Life = NonNullable<LifeQuery['person']>;
type Part = Life['events']['edges'][number];
type Appearance = Life['documents']['edges'][number];
type Citation = HappeningFragment['citations'][number];

/** Text as HTML: an archive holds what people wrote, and none of it may become markup. */
function text(words: string): string {
  const letters: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return words.replace(/[&<>"']/g, (letter) => letters[letter] ?? letter);
}

/** Only addresses of the web become links. */
function link(words: string, url: string | null): string {
  return url !== null && /^https?:\/\//.test(url) ? `<a href="${text(url)}">${text(words)}</a>` : text(words);
}

function source(document: SourceFragment): string {
  const title = document.title ?? 'untitled';
  if (!('author' in document)) return text(title);
  const author = document.author === null ? '' : `${text(document.author)}, `;
  return author + link(title, document.url);
}

function citation({ article, locator, certainty }: Citation): string {
  const place = locator === null ? '' : `, ${text(locator)}`;
  const doubt = certainty === null || certainty === 'CERTAIN' ? '' : ` (${certainty.toLowerCase()})`;
  return `<li>${source(article)}${place}${doubt}</li>`;
}

function part({ role, node }: Part): string {
  if (!node) return '';
  const days = bounds(node.date);
  const time = `<span class="when"${days === null ? '' : ` title="${text(days)}"`}>${text(when(node.date))}</span>`;
  const what = text(node.title ?? node.kind.toLowerCase());
  const as = role === 'SUBJECT' ? '' : ` <span class="role">as ${text(role.toLowerCase())}</span>`;
  const where = node.place === null ? '' : `, ${text(node.place)}`;
  const wrong = node.rank === 'DEPRECATED' ? ' class="deprecated"' : '';
  const sources = node.citations.length === 0 ? '<p>nobody is named who says so</p>' : `<ul>${node.citations.map(citation).join('')}</ul>`;
  return `<li${wrong}>${time}: ${what}${where}${as}${sources}</li>`;
}

function appearance({ node, passages, passageCount }: Appearance): string {
  if (!node) return '';
  const told = passages.map(
    ({ prefix, surface, suffix }) => `<blockquote>…${text(prefix)}<mark>${text(surface)}</mark>${text(suffix)}…</blockquote>`,
  );
  const more = passageCount > passages.length ? `<p>and ${passageCount - passages.length} more</p>` : '';
  return `<section><h3>${source(node)}</h3>${told.join('')}${more}</section>`;
}

/** The whole page. */
export function page(life: Life): string {
  const name = text(life.name ?? 'a person without a name');
  const names = life.names.map((it) => {
    const lang = it.language === null ? '' : ` lang="${text(it.language)}"`;
    return `<li><span${lang}>${text(it.text)}</span>${it.kind === null ? '' : ` (${text(it.kind.toLowerCase())})`}</li>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${name}</title>
<h1>${name}</h1>
<p class="lifespan">${text(when(life.lifespan))}</p>
<p>${text(life.description ?? '')}</p>
<h2>Names</h2>
<ul>${names.join('\n')}</ul>
<h2>Events</h2>
<ol>${life.events.edges.map(part).join('\n')}</ol>
<h2>Documents</h2>
${life.documents.edges.map(appearance).join('\n')}
</html>
`;
}
