import type { ErrorData } from "#daemon/api/contract/index.js";
import { language } from "../texts/index.js";

/** A refusal with its cause and remedy as the catalogue of errors has them, and the code for whoever is called for help. */
export function ProblemBox({ data }: { readonly data: ErrorData }) {
  const { cause, remedy } = data[language.value];
  return (
    <div class="problem" role="alert">
      <strong>{cause}</strong>
      <p>{remedy}</p>
      <code>
        {data.code}
        {data.correlationId !== undefined && ` · ${data.correlationId}`}
      </code>
    </div>
  );
}
