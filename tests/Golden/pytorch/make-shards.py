"""Makes llama-3/ from the safetensors of ../conformance/llama-3/model: python3 make-shards.py, with PyTorch 2 and safetensors."""
import json, os
import torch
from safetensors.torch import load_file

source = "../conformance/llama-3/model"
index = json.load(open(f"{source}/model.safetensors.index.json"))
os.makedirs("llama-3", exist_ok=True)
for shard in sorted(set(index["weight_map"].values())):
    torch.save(load_file(f"{source}/{shard}"), "llama-3/" + shard.replace("model-", "pytorch_model-").replace(".safetensors", ".bin"))
index["weight_map"] = {k: v.replace("model-", "pytorch_model-").replace(".safetensors", ".bin") for k, v in index["weight_map"].items()}
json.dump(index, open("llama-3/pytorch_model.bin.index.json", "w"), separators=(",", ":"))
