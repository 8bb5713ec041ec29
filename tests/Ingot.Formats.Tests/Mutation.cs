using Ingot.Tensors;

namespace Ingot.Formats.Tests;

/// <summary>Damages a small valid file in many ways; each result must open, or be refused with our error.</summary>
internal static class Mutation
{
    public static void TryAll(byte[] file, int headerBytes, string path, Action<string> open)
    {
        int refused = 0;
        Random random = new(20260401);
        for (int at = 0; at < headerBytes; at++)
        {
            foreach (byte value in new byte[] { 0xFF, (byte)(file[at] ^ 1), (byte)random.Next(256) })
            {
                byte[] mutated = [.. file];
                mutated[at] = value;
                refused += Try(mutated, path, open, $"byte {at} = {value}");
            }
        }

        for (int length = 0; length < file.Length; length += 1 + (length / 64))
            refused += Try(file[..length], path, open, $"cut to {length}");
        for (int round = 0; round < 500; round++)
        {
            byte[] mutated = [.. file];
            random.NextBytes(mutated.AsSpan(random.Next(headerBytes - 8), 8));
            refused += Try(mutated, path, open, $"round {round}");
        }

        Assert.InRange(refused, 100, int.MaxValue);
    }

    private static int Try(byte[] file, string path, Action<string> open, string what)
    {
        File.WriteAllBytes(path, file);
        try
        {
            open(path);
            return 0;
        }
        catch (CheckpointException)
        {
            return 1;
        }
        catch (Exception error)
        {
            Assert.Fail($"{what}: {error}");
            return 0;
        }
    }
}
