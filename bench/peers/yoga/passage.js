// The passage around the first word that was looked for, by Vitae's rules: some 200 characters, from a few words before it.

const fold = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, " ");

export const wordsOf = (text) => fold(text).split(" ").filter(Boolean);

export function passage(text, words) {
  if (text === null) return null;
  const folded = fold(text);
  const found = new RegExp(`(?<![^ ])(?:${words.join("|")})[^ ]*`, "g");
  const hit = folded.search(found) + 1;
  let opens = 0;
  if (hit > 62) {
    const space = folded.slice(hit - 62, hit).indexOf(" ");
    opens = hit - 62 + (space < 0 ? 0 : space + 1);
  }
  let closes = Math.min(text.length, opens + 200);
  if (opens + 200 < text.length) {
    const space = folded.indexOf(" ", opens + 200);
    const end = space < 0 ? text.length : space;
    if (end - closes < 40) closes = end;
  }
  const spans = [...folded.slice(opens, closes).matchAll(found)].map((it) => ({ start: it.index, end: it.index + it[0].length }));
  return { text: text.slice(opens, closes), spans };
}
