// A component that is drawn again only when one of its properties is another value.

import {Component, html} from "./vendor/preact.js";

/** @param {(props: object) => unknown} Inner */
export function memo(Inner) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const names = new Set([...Object.keys(this.props), ...Object.keys(next)]);
      return [...names].some((name) => !Object.is(this.props[name], next[name]));
    }

    render(props) {
      return html`<${Inner} ...${props} />`;
    }
  };
}
