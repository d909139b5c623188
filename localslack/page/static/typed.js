// Slack's encoded text as somebody would have typed it: what an editor and the clipboard get.

/**
 * @param {string} text
 * @param {{users: Map, usergroups: Map, channels: Map}} env
 */
export function typed(text, env) {
  return text
    .replace(/<([^<>]*)>/g, (_whole, inside) => plain(inside, env))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

function plain(inside, {users, usergroups, channels}) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return `@${users.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith("#")) return `#${label || (channels.get(target.slice(1))?.name ?? target.slice(1))}`;
  if (target.startsWith("!subteam^")) return `@${usergroups.get(target.slice(9))?.handle ?? "group"}`;
  if (target.startsWith("!date")) return label ?? "";
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  if (label && label !== target && !target.endsWith(label)) return `${label} (${target})`;
  return label ?? target;
}
