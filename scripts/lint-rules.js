// The rules of this project that no linter knows.

/** A rule that reports every node that a selector of esquery finds. */
const forbid = (selector, message) => ({
  meta: { type: 'problem', schema: [], messages: { found: message } },
  create: (context) => ({ [selector]: (node) => context.report({ node, messageId: 'found' }) }),
});

export default {
  meta: { name: 'slipway' },
  rules: {
    'no-shell': forbid(
      "CallExpression[callee.name=/^(exec|execSync)$/], Property[key.name='shell'][value.value=true]",
      'No shell: pass a list of arguments to spawn or execFile.',
    ),
    'no-clock': forbid("NewExpression[callee.name='Date'][arguments.length=0]", 'The clock is a port.'),
    'ledger-pushes-alone': forbid(
      'Literal[value=/^pushes$|\\/pushes\\b/], TemplateElement[value.raw=/\\/pushes\\b/]',
      'Only src/clients/azure-devops/ledger-branch.ts pushes over REST.',
    ),
  },
};
