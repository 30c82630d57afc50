import { query, setQuery } from "../place.ts";

/** A text whose value is a parameter of the URL. */
export function Field(props: {
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
}) {
  const { name, label, placeholder = "" } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        placeholder={placeholder}
        value={query.value.get(name) ?? ""}
        onInput={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
      />
    </label>
  );
}

/** One of some words; the first is meant where the URL says none. */
export function Choice(props: {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
}) {
  const { name, label, values } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <select
        name={name}
        value={query.value.get(name) ?? values[0] ?? ""}
        onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {value.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </label>
  );
}
