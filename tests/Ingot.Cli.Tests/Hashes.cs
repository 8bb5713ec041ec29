using System.Security.Cryptography;

namespace Ingot.Cli.Tests;

/// <summary>Hashes of files, as golden data writes them.</summary>
internal static class Hashes
{
    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
