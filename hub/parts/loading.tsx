/** That something is on its way. It keeps the place of what comes, so that nothing jumps. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="slipway-loading" role="status">
      Reading {what}…
    </div>
  );
}
