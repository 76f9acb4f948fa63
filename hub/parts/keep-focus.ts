const HEADINGS = 'h1, h2, h3';
/** Rows that are there only near the screen: who scrolls away from one means to. */
const ROW = '[data-index]';

/**
 * When what has the focus is taken away, such as a button that has done its work, puts the focus on the heading of the part
 * in which it stood: else a screen reader begins at the top of Azure DevOps' page. Ends with the page.
 */
export function keepFocus(root: HTMLElement): void {
  /** What had the focus last, and all that it stands in. */
  let path: readonly HTMLElement[] = [];
  root.addEventListener('focusin', ({ target }) => {
    path = pathOf(target, root);
  });
  // Whoever clicks beside everything wants no focus.
  root.addEventListener('pointerdown', () => {
    path = [];
  });
  const moveOn = () => {
    if (path.length === 0 || path[0]?.isConnected === true) return;
    const isRow = path.some((one) => !one.isConnected && one.matches(ROW));
    const heading = path.flatMap((one) => (one.isConnected ? (headingOf(one) ?? []) : []))[0];
    path = [];
    if (isRow || heading === undefined || document.activeElement !== document.body || !document.hasFocus()) return;
    heading.tabIndex = -1;
    heading.focus();
  };
  new MutationObserver(moveOn).observe(root, { childList: true, subtree: true });
}

function pathOf(target: EventTarget | null, root: HTMLElement): readonly HTMLElement[] {
  const path: HTMLElement[] = [];
  for (let one = target; one instanceof HTMLElement; one = one.parentElement) {
    path.push(one);
    if (one === root) break;
  }
  return path;
}

const headingOf = (part: HTMLElement): HTMLElement | undefined =>
  [...part.querySelectorAll<HTMLElement>(HEADINGS)].find((one) => one.checkVisibility());
