// What the block renderer and the editor have to know of the workspace and its users.

import {useMemo} from "./vendor/preact.js";
import {go} from "./place.js";
import {useStore} from "./state.js";
import {ask} from "./wire.js";

const byId = (things) => new Map(things.map((thing) => [thing.id, thing]));
const act = (use) => ask({do: "act", ...use});
const openChannel = (id) => go({room: id});

async function suggest(query) {
  const reply = await ask({do: "suggest", ...query});
  if (!reply.ok) throw new Error(reply.error);
  return reply;
}

let last = {};

/** The environment of a workspace; the same object as long as nothing in it changed. */
function envOf({me, users, channels, usergroups, app}) {
  const key = JSON.stringify([me, users, usergroups, app, channels.map(({id, name}) => [id, name])]);
  if (last.key !== key) {
    const itself = {id: app.user_id, name: app.name, real_name: app.name, is_bot: true};
    const env = {
      me,
      app,
      users: byId([itself, ...users]),
      channels: byId(channels),
      usergroups: byId(usergroups),
      openChannel,
      act,
      suggest,
      dead: false,
      errors: {},
    };
    last = {key, env};
  }
  return last.env;
}

/** What `Blocks` and `Mrkdwn` get. */
export function useEnv() {
  const workspace = useStore((state) => state.workspace);
  return useMemo(() => envOf(workspace), [workspace]);
}

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
