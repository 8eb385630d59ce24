using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Real molecules as pairs of formula and common name.</summary>
internal static class FormulasData
{
    /// <summary>Reads ESOL's table: compound, solubility, SMILES.</summary>
    /// <exception cref="UnrollException">The file is missing or not as described.</exception>
    public static TextPairs ReadMolecules(string path)
    {
        string file = File.Exists(path) ? path : Path.Combine(path, DataSets.Molecules.Files[0].Path);
        IReadOnlyList<string> lines = TextLines.Read(file);
        var pairs = new List<TextPair>();
        for (int i = 1; i < lines.Count; i++)
        {
            List<string> cells = Cells(lines[i]);
            if (cells.Count < 3)
            {
                throw new UnrollException($"{file}:{i + 1}: expected compound, solubility and SMILES, got {cells.Count} columns");
            }

            string name = cells[0].Trim().ToLowerInvariant();
            if (name.Length > 0)
            {
                pairs.Add(new TextPair(ChemicalFormula.Write(Smiles.Atoms(cells[^1].Trim())), name));
            }
        }

        return pairs.Count > 0 ? new TextPairs(pairs.Distinct()) : throw new UnrollException($"{file}: there is no molecule in it");
    }

    /// <summary>Columns separated by commas, those in quotes whole.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == ',' && !quoted))
            {
                cells.Add(line[start..i].Trim('"'));
                start = i + 1;
            }
        }

        return cells;
    }
}
