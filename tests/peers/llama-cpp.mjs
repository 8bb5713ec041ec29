// The real llama.cpp, asked one thing: how much does it like the tokens somebody else chose?
import { getLlama } from "node-llama-cpp";

/** Starts llama.cpp on the CPU from its prebuilt binaries; nothing is compiled or downloaded. */
export function startLlamaCpp() {
  return getLlama({ gpu: false, build: "never", logLevel: "error" });
}

/** Loads a GGUF file, hands it to `use`, and frees it. */
export async function withModel(llama, path, use) {
  const model = await llama.loadModel({ modelPath: path });
  try {
    // One thread: llama.cpp's threads wait for each other by spinning, which takes for ever on a busy machine.
    const context = await model.createContext({ contextSize: 512, sequences: 1, threads: 1 });
    return await use({ model, sequence: context.getSequence() });
  } finally {
    await model.dispose();
  }
}

/** The ids of a prompt as plain text, after the token for the beginning of text if the model wants one. */
export function tokenize({ model }, prompt) {
  const ids = model.tokenize(prompt, false);
  return model.tokens.shouldPrependBosToken ? [model.tokens.bos, ...ids] : [...ids];
}

/**
 * Feeds a prompt and then `path`, whatever llama.cpp itself would choose, and says at each step by how much the token of the
 * path falls short of the best one, in nats. So all steps are compared, those after a near tie too.
 * A path shorter than `length` must end where llama.cpp ends the text: the last step then compares its best end token.
 */
export async function follow({ model, sequence }, promptIds, path, length) {
  await sequence.clearHistory();
  const steps = sequence.evaluateWithMetadata(promptIds, { probabilities: true }, { temperature: 0, yieldEogToken: true });
  const shortfalls = [];
  let step = await steps.next();
  for (const id of path) {
    shortfalls.push(shortfall(step.value.probabilities, (token) => token === id));
    if (model.isEogToken(id))
      break;
    step = await steps.next(id);
  }
  const ended = path.length > 0 && model.isEogToken(path.at(-1));
  if (path.length < length && !ended)
    shortfalls.push(shortfall(step.value.probabilities, (token) => model.isEogToken(token)));
  await steps.return();
  return shortfalls;
}

function shortfall(probabilities, isChosen) {
  let best = 0;
  let chosen = 0;
  for (const [token, probability] of probabilities) {
    best = Math.max(best, probability);
    if (isChosen(token))
      chosen = Math.max(chosen, probability);
  }
  return chosen === 0 ? Infinity : Math.log(best / chosen);
}
