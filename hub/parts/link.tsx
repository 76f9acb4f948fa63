import type { MouseEvent, ReactNode } from 'react';
import { useHub } from '../hub-context.ts';
import { formatRoute, type Route } from '../route.ts';

interface LinkProps {
  readonly to: Route;
  readonly children: ReactNode;
  readonly className?: string;
  readonly current?: boolean;
  readonly id?: string;
}

/** A link within the hub: a click goes there at once, a new tab opens the same address. */
export function HubLink({ to, children, className = 'slipway-link', current = false, id }: LinkProps) {
  const { host, go } = useHub();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      id={id}
      className={className}
      href={host.addressOf(formatRoute(to))}
      target="_top"
      onClick={follow}
      aria-current={current ? 'page' : undefined}
    >
      {children}
    </a>
  );
}

/** A link out of the hub. What is no web address is shown as text: it may come from anywhere. */
export function OutLink({
  href,
  children,
}: {
  readonly href: string | null | undefined;
  readonly children: ReactNode;
}) {
  if (href === null || href === undefined || !isWeb(href)) return <span dir="auto">{children}</span>;
  return (
    <a className="slipway-link" href={href} target="_blank" rel="noopener noreferrer" dir="auto">
      {children}
    </a>
  );
}

export function isWeb(href: string): boolean {
  try {
    return ['https:', 'http:'].includes(new URL(href).protocol);
  } catch {
    return false;
  }
}
