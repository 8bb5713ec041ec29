using Ingot.Examples.ExchangeWeights;

ExchangeWeights.Run(args.Length > 0 ? args[0] : "samples/internlm2-tiny", args.Length > 1 ? args[1] : "lm_head", Console.Out);
