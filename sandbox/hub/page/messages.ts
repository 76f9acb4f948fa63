import type { Callable } from './channel.ts';

interface Toast {
  readonly message: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly callToAction?: string;
  readonly onCallToActionClick?: () => void;
}

interface Banner {
  readonly message?: string;
  readonly messageFormat?: string;
  readonly level?: 0 | 1 | 2 | 3;
  readonly dismissable?: boolean;
}

const LEVELS = ['info', 'warning', 'error', 'success'] as const;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
};

/** Toasts and banners, shown by this page as text. */
export const messages: Callable = {
  addToast({ message, duration, callToAction, onCallToActionClick }: Toast) {
    const toast = element('div', '', 'toast');
    toast.append(element('span', message));
    if (callToAction !== undefined) {
      const button = element('button', callToAction);
      button.addEventListener('click', () => onCallToActionClick?.());
      toast.append(button);
    }
    byId('toasts').replaceChildren(toast);
    setTimeout(() => toast.remove(), duration);
  },
  addBanner({ message, messageFormat, level = 0, dismissable = true }: Banner) {
    const banner = element('div', '', `banner ${LEVELS[level]}`);
    banner.append(element('span', message ?? messageFormat ?? ''));
    if (dismissable) {
      const button = element('button', 'Dismiss');
      button.addEventListener('click', () => banner.remove());
      banner.append(button);
    }
    byId('banner').replaceChildren(banner);
  },
  closeBanner: () => byId('banner').replaceChildren(),
};

interface DialogOptions {
  readonly title?: string;
  readonly okText?: string;
  readonly cancelText?: string;
  readonly showCancel?: boolean;
  readonly onClose?: (result: boolean | undefined) => void;
}

/** The layout of the page: its whole width for the extension, and dialogs over it. */
export const layout: Callable = {
  getFullScreenMode: () => document.body.classList.contains('full'),
  setFullScreenMode: (isFull: boolean) => void document.body.classList.toggle('full', isFull),
  openMessageDialog(message: string, options: DialogOptions = {}) {
    const { title = '', okText = 'OK', cancelText = 'Cancel', showCancel = true, onClose } = options;
    const dialog = element('dialog');
    const close = (result: boolean | undefined) => {
      dialog.remove();
      onClose?.(result);
    };
    const buttonOf = (text: string, result: boolean) => {
      const button = element('button', text);
      button.addEventListener('click', () => close(result));
      return button;
    };
    dialog.append(element('h2', title), element('p', message), buttonOf(okText, true));
    if (showCancel) dialog.append(buttonOf(cancelText, false));
    dialog.addEventListener('cancel', () => close(undefined));
    document.body.append(dialog);
    dialog.showModal();
  },
};
