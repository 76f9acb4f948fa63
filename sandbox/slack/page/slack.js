// Keeps the page of a channel as it is on the server, and sends clicks without leaving it.

const { document, fetch, location, DOMParser, FormData, URLSearchParams, setTimeout } = globalThis;

/** Keeps the elements that did not change, so that screen readers hear what is new only. */
function merge(list, next) {
  const known = new Map([...list.children].map((child) => [child.id, child]));
  const children = [...next.children].map((child) => {
    const old = known.get(child.id);
    return child.id !== '' && old?.outerHTML === child.outerHTML ? old : child;
  });
  if (children.length === list.children.length && children.every((child, at) => child === list.children[at])) return;
  list.replaceChildren(...children);
}

function showModal() {
  const modal = document.querySelector('#modal');
  if (!modal?.hasAttribute('open') || modal.matches(':modal')) return;
  modal.removeAttribute('open');
  modal.showModal();
  modal.querySelector('textarea')?.focus();
  modal.addEventListener('cancel', (event) => {
    event.preventDefault();
    modal.querySelector('[data-close]').click();
  });
}

function replaceModal(next) {
  const overlay = document.querySelector('#overlay');
  const keyOf = (root) => root.querySelector('#modal')?.dataset.key;
  if (keyOf(overlay) === keyOf(next)) return;
  overlay.replaceChildren(...next.children);
  showModal();
}

async function readAgain() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const focused = document.activeElement?.id;
  for (const id of ['messages', 'trouble', 'channels']) {
    const [list, other] = [document.getElementById(id), next.getElementById(id)];
    if (list && other) merge(list, other);
  }
  replaceModal(next.querySelector('#overlay'));
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

let last = Promise.resolve();

/** One at a time, so that an older answer never replaces a newer one. */
function refresh() {
  last = last.then(readAgain, readAgain);
  return last;
}

async function send(form, submitter) {
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
  submitter?.setAttribute('aria-busy', 'true');
  await fetch(action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
  submitter?.removeAttribute('aria-busy');
  await refresh();
}

document.addEventListener('submit', (event) => {
  if (event.target.method !== 'post') return;
  event.preventDefault();
  void send(event.target, event.submitter);
});

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-click]');
  if (link) void send(link.closest('form'));
});

document.querySelector('#as')?.addEventListener('change', (event) => event.target.form.requestSubmit());

async function follow() {
  let version = Number(document.body.dataset.version);
  for (;;) {
    try {
      const answer = await fetch(`/_page/changes?after=${version}`);
      const news = await answer.json();
      if (news.version !== version) await refresh();
      version = news.version;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

showModal();
void follow();
