// Slices come whole. What did not change keeps its identity, so that it is not drawn again.

const texts = new WeakMap();

function textOf(value) {
  if (!texts.has(value)) texts.set(value, JSON.stringify(value));
  return texts.get(value);
}

/**
 * The new messages, each one that equals an old one replaced by that.
 * @param {Array<{ts: string}>|undefined} old
 * @param {Array<{ts: string}>} fresh
 */
export function keep(old, fresh) {
  const known = new Map((old ?? []).map((message) => [message.ts, message]));
  return fresh.map((message) => {
    const before = known.get(message.ts);
    return before && textOf(before) === textOf(message) ? before : message;
  });
}
