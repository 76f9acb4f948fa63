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
import { axisOf, type ChartUnit, sayDay, sayValue } from './chart-units.ts';

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
  /** First day of the week, as an ISO date. */
  readonly name: string;
  /** What is said of a week that is not whole. */
  readonly part: string | undefined;
  /** Undefined leaves a gap. */
  readonly value: number | undefined;
}

interface ChartProps {
  readonly title: string;
  readonly kind: 'bar' | 'line';
  readonly points: readonly ChartPoint[];
  readonly unit: ChartUnit;
}

const columnsOf = (unit: ChartUnit): readonly Column<ChartPoint>[] => [
  { name: 'Week of', heading: true, cell: ({ name, part }) => (part === undefined ? name : `${name}, ${part}`) },
  { name: 'Value', numeric: true, cell: ({ value }) => (value === undefined ? '–' : sayValue(unit, value)) },
];

/** A chart for the eye, and the same figures as a table for everyone. */
export function Chart({ title, kind, points, unit }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const colour = readColour('--communication-background', '#0078d4');
    const text = readColour('--text-secondary-color', '#605e5c');
    const axis = axisOf(unit, Math.max(0, ...points.map(({ value }) => value ?? 0)));
    const chart = new ChartJs(canvas.current, {
      type: kind,
      data: {
        labels: points.map(({ name, part }) => (part === undefined ? sayDay(name) : [sayDay(name), part])),
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
          x: { ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 }, grid: { display: false } },
          y: {
            beginAtZero: true,
            ticks: {
              color: text,
              ...(axis.step === undefined ? {} : { stepSize: axis.step }),
              callback: (value) => axis.say(Number(value)),
            },
          },
        },
        plugins: { tooltip: { callbacks: { label: ({ parsed }) => sayValue(unit, parsed.y ?? 0) } } },
      },
    });
    return () => chart.destroy();
  }, [kind, points, unit, theme, title]);
  return (
    <figure className="slipway-chart">
      <figcaption>{title}</figcaption>
      <div className="slipway-canvas">
        <canvas ref={canvas} role="img" aria-label={`${title}: a chart; its figures follow as a table`} />
      </div>
      <details>
        <summary>Figures: {title}</summary>
        <DataTable caption={title} columns={columnsOf(unit)} rows={points} keyOf={({ name }) => name} />
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
