/** Longer than anybody reads in a row. */
const MOST = 300;

/** Text of anyone, shown as text in its own direction; what is too long for its place opens when asked. */
export function Words({ text, most = MOST }: { readonly text: string; readonly most?: number }) {
  if (text.length <= most) return <bdi className="slipway-words">{text}</bdi>;
  return (
    <details className="slipway-words">
      <summary>
        <bdi>{cut(text, most)}…</bdi>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );
}

/** Never through the middle of a character. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
