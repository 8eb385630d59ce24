using Unroll.Formats;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A part of a model: its parameters and further parts, by name.</summary>
public abstract class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>Every parameter once, a tied one under its first name, depth first.</summary>
    public IReadOnlyList<NamedParameter> Parameters()
    {
        var found = new List<NamedParameter>();
        Visit(
            "", new HashSet<Parameter>(ReferenceEqualityComparer.Instance),
            (_, prefix, parameter) => found.Add(new NamedParameter(prefix + parameter.Name, parameter)));
        return found;
    }

    /// <summary>The number of trained numbers.</summary>
    public long ParameterCount() => Parameters().Sum(p => (long)p.Parameter.Value.Count);

    /// <summary>The parts of this module by name.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => _children;

    /// <summary>Fills every parameter from its initializer.</summary>
    public void Initialize(ulong seed)
    {
        foreach ((string name, Parameter parameter) in Parameters())
        {
            var random = new RngSequence(seed, RandomPurpose.Initialization, HashName(name));
            parameter.Initializer.Fill(parameter.Value, random);
            parameter.Value.MarkChanged();
        }
    }

    /// <summary>Declares a parameter of this module.</summary>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer)
    {
        var parameter = new Parameter(name, shape, initializer);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Declares that this module uses a parameter of another one: both train the same object.</summary>
    protected Parameter TieParameter(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Declares a part of this module.</summary>
    protected T AddModule<T>(string name, T module)
        where T : Module
    {
        _children.Add((name, module));
        return module;
    }

    /// <summary>The weights under the names and in the layout of PyTorch.</summary>
    public IReadOnlyList<NamedArray> Export()
    {
        var arrays = new List<NamedArray>();
        Visit("", new HashSet<Parameter>(ReferenceEqualityComparer.Instance), (m, prefix, p) => m.ExportParameter(prefix, p, arrays));
        return arrays;
    }

    /// <summary>Takes over the weights of a file.</summary>
    /// <param name="arrays">The arrays of the file.</param>
    /// <param name="source">What the message calls the file.</param>
    /// <exception cref="UnrollException">A weight is missing, has another shape, or is not the model's.</exception>
    public void Import(IReadOnlyList<NamedArray> arrays, string source) => Import(new ArraySource(arrays, source));

    internal void Import(ArraySource arrays)
    {
        Visit("", new HashSet<Parameter>(ReferenceEqualityComparer.Instance), (m, prefix, p) => m.ImportParameter(prefix, p, arrays));
        arrays.ExpectEmpty();
    }

    internal virtual void ExportParameter(string prefix, Parameter parameter, List<NamedArray> arrays) =>
        arrays.Add(new NamedArray(prefix + parameter.Name, parameter.Value.Shape.ToArray(), parameter.Value.ToArray()));

    internal virtual void ImportParameter(string prefix, Parameter parameter, ArraySource arrays)
    {
        arrays.Take(prefix + parameter.Name, parameter.Value.Shape, parameter.Value.Span);
        parameter.Value.MarkChanged();
    }

    private void Visit(string prefix, HashSet<Parameter> seen, Action<Module, string, Parameter> action)
    {
        foreach (Parameter parameter in _parameters)
        {
            if (seen.Add(parameter))
            {
                action(this, prefix, parameter);
            }
        }

        foreach ((string name, Module module) in _children)
        {
            module.Visit($"{prefix}{name}.", seen, action);
        }
    }

    /// <summary>FNV-1a: stable across runs and machines, unlike string.GetHashCode.</summary>
    private static uint HashName(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
