import './field.css';
import { useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field to search with. */
export function SearchField({ label, value, onChange, hint }: FieldProps & { readonly hint?: string }) {
  const id = useId();
  return (
    <div className="slipway-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        maxLength={200}
        placeholder={hint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

export interface Choice {
  /** Empty for all. */
  readonly value: string;
  readonly name: string;
}

/** One of few. A value that is none of the choices, such as from an old link, is shown as it is. */
export function ChoiceField({ label, value, onChange, choices }: FieldProps & { readonly choices: readonly Choice[] }) {
  const id = useId();
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <div className="slipway-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {!isKnown && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
    </div>
  );
}
