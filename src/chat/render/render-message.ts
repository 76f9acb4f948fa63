import type { Rendered } from '../blocks.ts';
import type { MessageFacts } from './facts.ts';
import { renderPipeline } from './render-pipeline.ts';
import { renderRelease } from './render-release.ts';
import { renderReview } from './render-review.ts';
import { renderText } from './render-text.ts';

/** The message of `facts` and its thread. Whatever the facts hold, Slack takes them; the same facts give the same message. */
export function renderMessage(facts: MessageFacts): Rendered {
  switch (facts.kind) {
    case 'review':
      return renderReview(facts);
    case 'release':
      return renderRelease(facts);
    case 'pipeline':
      return renderPipeline(facts);
    case 'text':
      return renderText(facts);
  }
}
