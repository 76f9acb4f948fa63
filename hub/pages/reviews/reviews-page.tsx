import './reviews.css';
import { useEffect } from 'react';
import { useHub } from '../../hub-context.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { NoReviews } from './no-reviews.tsx';
import { OneReview } from './one-review.tsx';
import { ReviewList } from './review-list.tsx';
import { type Reviews, useReviews } from './use-reviews.ts';

/** What the reviews of pull requests found, and what they cost. */
export default function ReviewsPage() {
  const { route } = useHub();
  const reviews = useReviews();
  const { rows } = reviews;
  const isOne = route.item.length > 0;
  return (
    <>
      <ProblemList problems={reviews.problems} retry={reviews.reload} />
      {rows === undefined && reviews.loading && <Loading what="the reviews" />}
      {rows !== undefined && (isOne ? <One reviews={reviews} rows={rows} /> : <All reviews={reviews} />)}
    </>
  );
}

function One({ reviews, rows }: { readonly reviews: Reviews; readonly rows: NonNullable<Reviews['rows']> }) {
  const { route } = useHub();
  const { others, lookEverywhere, hasLooked } = reviews;
  const [repositoryId, number] = route.item;
  const row = rows.find((one) => one.repository.id === repositoryId && `${one.pullRequest}` === number);
  // A link may be of a repository that had no reviews the last time.
  const isElsewhere = row === undefined && others > 0 && !hasLooked;
  useEffect(() => {
    if (isElsewhere) lookEverywhere();
  }, [isElsewhere, lookEverywhere]);
  if (isElsewhere) return reviews.loading && <Loading what="the reviews" />;
  return <OneReview row={row} retry={lookEverywhere} />;
}

function All({ reviews }: { readonly reviews: Reviews }) {
  const { rows = [], problems, unreadable, left, others, lookEverywhere } = reviews;
  return (
    <>
      {rows.length > 0 && <ReviewList rows={rows} />}
      {rows.length === 0 && problems.length === 0 && <NoReviews />}
      {unreadable > 0 && (
        <p>{unreadable} reviews could not be read: a newer Slipway wrote them, or somebody by hand.</p>
      )}
      {left > 0 && <p>{left} reviews of older pull requests were not read: there are too many.</p>}
      {others > 0 && (
        <p className="slipway-row">
          <span className="slipway-quiet">
            Only the repositories that had reviews the last time were looked at; {others} were not.
          </span>
          <button type="button" className="slipway-more" onClick={lookEverywhere}>
            Look for others
          </button>
        </p>
      )}
    </>
  );
}
