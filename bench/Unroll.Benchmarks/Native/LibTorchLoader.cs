using System.Runtime.InteropServices;

namespace Unroll.Benchmarks.Native;

/// <summary>
/// Makes TorchSharp's native library loadable on hosts whose libstdc++ is older than the one it was built with (Debian 12).
/// Only the copy in the output folder is replaced, and only where the original does not load.
/// </summary>
internal static class LibTorchLoader
{
    private const string Library = "libLibTorchSharp.so";

    public static void Prepare()
    {
        string path = Path.Combine(AppContext.BaseDirectory, Library);
        if (!OperatingSystem.IsLinux() || !File.Exists(path) || Loads(path, out _))
        {
            return;
        }

        byte[] image = File.ReadAllBytes(path);
        if (!VersionWeakener.Weaken(image, "GLIBCXX_3.4.32", "_ZSt21ios_base_library_initv"))
        {
            Loads(path, out string reason);
            throw new UnrollException($"{path} does not load and is not the library known how to mend: {reason}");
        }

        // A new file under the old name: the old one may be a link into the package cache.
        string mended = path + ".mended";
        File.WriteAllBytes(mended, image);
        File.Move(mended, path, overwrite: true);
        if (!Loads(path, out string still))
        {
            throw new UnrollException($"{path} does not load even without GLIBCXX_3.4.32: {still}");
        }
    }

    private static bool Loads(string path, out string reason)
    {
        try
        {
            NativeLibrary.Load(path);
            reason = "";
            return true;
        }
        catch (DllNotFoundException e)
        {
            reason = e.Message.ReplaceLineEndings(" ");
            return false;
        }
    }
}
