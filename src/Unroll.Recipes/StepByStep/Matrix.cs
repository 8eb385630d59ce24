namespace Unroll.Recipes;

/// <summary>A small matrix in double with the operators that the equations of the lesson are written in.</summary>
internal sealed class Matrix(int rows, int columns)
{
    private readonly double[] _values = new double[rows * columns];

    public int Rows => rows;

    public int Columns => columns;

    public double this[int row, int column]
    {
        get => _values[(row * columns) + column];
        set => _values[(row * columns) + column] = value;
    }

    /// <summary>The product of matrices.</summary>
    public static Matrix operator *(Matrix a, Matrix b)
    {
        var product = new Matrix(a.Rows, b.Columns);
        for (int r = 0; r < a.Rows; r++)
        {
            for (int c = 0; c < b.Columns; c++)
            {
                double sum = 0;
                for (int k = 0; k < a.Columns; k++)
                {
                    sum += a[r, k] * b[k, c];
                }

                product[r, c] = sum;
            }
        }

        return product;
    }

    /// <summary>The sum; a matrix of one column is added to each column, as numpy's broadcasting does with a bias.</summary>
    public static Matrix operator +(Matrix a, Matrix b) => a.Combine(b, static (x, y) => x + y);

    public static Matrix operator -(Matrix a, Matrix b) => a.Combine(b, static (x, y) => x - y);

    public static Matrix operator -(double a, Matrix b) => b.Map(y => a - y);

    /// <summary>The product of each number with the one in its place.</summary>
    public Matrix Times(Matrix other) => Combine(other, static (x, y) => x * y);

    public Matrix Map(Func<double, double> function)
    {
        var result = new Matrix(rows, columns);
        for (int i = 0; i < _values.Length; i++)
        {
            result._values[i] = function(_values[i]);
        }

        return result;
    }

    public Matrix Transposed()
    {
        var result = new Matrix(columns, rows);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                result[c, r] = this[r, c];
            }
        }

        return result;
    }

    /// <summary>[top; bottom].</summary>
    public static Matrix Stack(Matrix top, Matrix bottom)
    {
        var result = new Matrix(top.Rows + bottom.Rows, top.Columns);
        top._values.CopyTo(result._values, 0);
        bottom._values.CopyTo(result._values, top._values.Length);
        return result;
    }

    /// <summary>Some of its columns.</summary>
    public Matrix TakeColumns(int first, int count)
    {
        var result = new Matrix(rows, count);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < count; c++)
            {
                result[r, c] = this[r, first + c];
            }
        }

        return result;
    }

    /// <summary>The sum over the columns: one column, what a bias gets.</summary>
    public Matrix SumColumns()
    {
        var sums = new Matrix(rows, 1);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                sums[r, 0] += this[r, c];
            }
        }

        return sums;
    }

    public double[] Row(int row) => _values[(row * columns)..((row + 1) * columns)];

    public double[] Column(int column) => [.. Enumerable.Range(0, rows).Select(r => this[r, column])];

    public static Matrix Sigmoid(Matrix x) => x.Map(static v => 1 / (1 + Math.Exp(-v)));

    public static Matrix Tanh(Matrix x) => x.Map(Math.Tanh);

    /// <summary>The softmax of each column.</summary>
    public static Matrix Softmax(Matrix x)
    {
        var result = new Matrix(x.Rows, x.Columns);
        for (int c = 0; c < x.Columns; c++)
        {
            double largest = x.Column(c).Max(), sum = x.Column(c).Sum(v => Math.Exp(v - largest));
            for (int r = 0; r < x.Rows; r++)
            {
                result[r, c] = Math.Exp(x[r, c] - largest) / sum;
            }
        }

        return result;
    }

    private Matrix Combine(Matrix other, Func<double, double, double> function)
    {
        if (other.Rows != rows || (other.Columns != columns && other.Columns != 1))
            throw new ArgumentException($"[{rows}, {columns}] and [{other.Rows}, {other.Columns}] do not fit together");
        var result = new Matrix(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                result[r, c] = function(this[r, c], other[r, other.Columns == 1 ? 0 : c]);
            }
        }

        return result;
    }
}
