import { useSignal } from "@preact/signals";
import { ApiProblem, linkForKey } from "../data/api.ts";
import { penstock } from "../data/commands.ts";
import { Command } from "../parts/command.tsx";
import { Trouble } from "../parts/states.tsx";

/** By the one-time link that the command line prints, or by a key, which is not kept here. */
export function Login() {
  const failure = useSignal<Error | undefined>(undefined);
  const key = useSignal("");
  const submit = async () => {
    failure.value = undefined;
    try {
      location.assign(await linkForKey(key.value.trim()));
    } catch (error) {
      failure.value = error instanceof ApiProblem ? error : new Error("the API does not respond");
    }
  };
  return (
    <div class="empty">
      <h1>Who is this?</h1>
      <p>This API asks for keys. Open the link that this prints, once:</p>
      <Command text={penstock("login")} />
      <form
        class="login"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label class="field">
          <span>Or a key; it is used once, to begin a session of twelve hours</span>
          <input
            type="password"
            autocomplete="off"
            value={key.value}
            onInput={({ currentTarget }) => {
              key.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="primary">
          Begin
        </button>
      </form>
      <Trouble error={failure.value} />
    </div>
  );
}
