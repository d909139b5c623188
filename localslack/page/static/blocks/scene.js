// What every part of a drawing may ask for: the reader's environment, what the blocks are on, and their block's id.

import {createContext, html, useContext, useMemo} from "../vendor/preact.js";

const NOBODY = {
  me: "", users: new Map(), channels: new Map(), usergroups: new Map(), errors: {}, dead: true,
  openChannel() {}, act: () => Promise.resolve(), suggest: () => Promise.resolve({options: []}),
};

const Scene = createContext({env: NOBODY, on: null, blockId: "", depth: 0, form: null, field: null});

/** @returns {{env: object, on: object|null, blockId: string, depth: number, form: object|null, field: object|null}} */
export const useScene = () => useContext(Scene);

/** Sets the scene, or changes some of it, for what is inside. What is left out stays as it was. */
export function Stage({children, ...changes}) {
  const outer = useScene();
  const env = useMemo(() => (changes.env ? {...NOBODY, dead: false, ...changes.env} : outer.env), [changes.env, outer.env]);
  return html`<${Scene.Provider} value=${{...outer, ...changes, env}}>${children}<//>`;
}

let count = 0;
/** An id for an element that another one refers to. */
export const useName = (prefix) => useMemo(() => `${prefix}-${++count}`, []);
