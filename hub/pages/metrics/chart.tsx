import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef, useState } from 'react';
import { type Column, DataTable } from '../../parts/data-table.tsx';

ChartJs.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

export interface ChartPoint {
  readonly name: string;
  /** Undefined leaves a gap. */
  readonly value: number | undefined;
}

interface ChartProps {
  readonly title: string;
  readonly kind: 'bar' | 'line';
  readonly points: readonly ChartPoint[];
  /** A value as people read it. */
  readonly say: (value: number) => string;
}

const COLUMNS = (say: ChartProps['say']): readonly Column<ChartPoint>[] => [
  { name: 'Week of', heading: true, cell: ({ name }) => name },
  { name: 'Value', numeric: true, cell: ({ value }) => (value === undefined ? '–' : say(value)) },
];

/** A chart for the eye, and the same figures as a table for everyone. */
export function Chart({ title, kind, points, say }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const colour = readColour('--communication-background', '#0078d4');
    const text = readColour('--text-secondary-color', '#605e5c');
    const chart = new ChartJs(canvas.current, {
      type: kind,
      data: {
        labels: points.map(({ name }) => name),
        datasets: [
          {
            label: title,
            data: points.map(({ value }) => value ?? null),
            backgroundColor: colour,
            borderColor: colour,
            spanGaps: true,
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        scales: {
          x: { ticks: { color: text }, grid: { display: false } },
          y: { beginAtZero: true, ticks: { color: text, callback: (value) => say(Number(value)) } },
        },
        plugins: { tooltip: { callbacks: { label: ({ parsed }) => say(parsed.y ?? 0) } } },
      },
    });
    return () => chart.destroy();
  }, [kind, points, say, theme, title]);
  return (
    <figure className="slipway-chart">
      <figcaption>{title}</figcaption>
      <div className="slipway-canvas">
        <canvas ref={canvas} role="img" aria-label={`${title}: a chart; its figures follow as a table`} />
      </div>
      <details>
        <summary>Figures: {title}</summary>
        <DataTable caption={title} columns={COLUMNS(say)} rows={points} keyOf={({ name }) => name} />
      </details>
    </figure>
  );
}

/** Grows whenever the host gives other colours. */
function useTheme(): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const listen = () => setTurn((before) => before + 1);
    window.addEventListener('themeApplied', listen);
    return () => window.removeEventListener('themeApplied', listen);
  }, []);
  return turn;
}

const readColour = (name: string, instead: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || instead;
