using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Layers;
using Unroll.Recurrent;

namespace Unroll.Reports.Sections;

/// <summary>The matrix from a hidden state to one gate of the next step: [units, units].</summary>
/// <param name="Parameter">The parameter that it is a block of.</param>
/// <param name="Gate">The gate, or empty where there is one only.</param>
/// <param name="Units">The number of units.</param>
/// <param name="Values">[units, units], row-major.</param>
internal sealed record RecurrentMatrix(string Parameter, string Gate, int Units, float[] Values)
{
    public string Name => Gate.Length == 0 ? Parameter : $"{Parameter}, {Gate}";

    /// <summary>The recurrent matrices of a model: the blocks of parameters named as PyTorch names hidden weights, and square ones of other names.</summary>
    /// <param name="model">The model.</param>
    /// <param name="others">Full names of the others; none unless given.</param>
    public static IReadOnlyList<RecurrentMatrix> Of(Module model, IReadOnlyList<string>? others = null)
    {
        Dictionary<Parameter, Cell> cells = new(ReferenceEqualityComparer.Instance);
        Collect(model, cells);
        var found = new List<RecurrentMatrix>();
        foreach (NamedParameter named in model.Parameters())
        {
            string name = named.Name[(named.Name.LastIndexOf('.') + 1)..];
            int[] shape = named.Parameter.Value.Shape.ToArray();
            bool other = others?.Contains(named.Name) == true && shape.Length == 2 && shape[0] == shape[1];
            if ((!other && !name.StartsWith("weight_hh", StringComparison.Ordinal)) || shape.Length != 2 || shape[1] == 0 || shape[0] % shape[1] != 0)
            {
                continue;
            }

            int units = shape[1], blocks = shape[0] / units;
            IReadOnlyList<string>? gates = cells.GetValueOrDefault(named.Parameter)?.HiddenGates;
            for (int b = 0; b < blocks; b++)
            {
                string gate = blocks == 1 ? "" : gates is not null && b < gates.Count ? gates[b] : $"block {b}";
                found.Add(new RecurrentMatrix(named.Name, gate, units, named.Parameter.Value.Span.Slice(b * units * units, units * units).ToArray()));
            }
        }

        return found;
    }

    /// <summary>The eigenvalues; none where a weight is not finite.</summary>
    public Complex[] Eigenvalues() => Array.TrueForAll(Values, float.IsFinite) ? [.. Matrix().Evd().EigenValues] : [];

    /// <summary>The largest singular value: how much the matrix stretches at most.</summary>
    public double SpectralNorm() => Array.TrueForAll(Values, float.IsFinite) ? Matrix().L2Norm() : double.NaN;

    private Matrix<double> Matrix() => Matrix<double>.Build.DenseOfRowMajor(Units, Units, Array.ConvertAll(Values, v => (double)v));

    private static void Collect(Module module, Dictionary<Parameter, Cell> cells)
    {
        if (module is RecurrentLayer layer)
        {
            foreach (NamedParameter parameter in layer.Parameters())
            {
                cells[parameter.Parameter] = layer.Options.Cell;
            }
        }

        foreach ((_, Module child) in module.Children)
        {
            Collect(child, cells);
        }
    }
}
